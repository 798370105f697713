"""Known names: companies, products, workloads and features, and how a spelling is resolved to one of them.

In: the YAML files here and people's decisions. Out: entries, and matches in running text.
May import: `tarpit_graph` alone.
"""
