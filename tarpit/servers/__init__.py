"""What serves the graph to others: agents by MCP, people and programs by HTTP.

In: an open database. Out: an MCP server, an ASGI application. May import: the library and what `tarpit` has for
search and questions; no command.
"""
