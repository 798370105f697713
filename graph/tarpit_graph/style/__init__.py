"""How the graph looks wherever it is drawn: colours, places of nodes, the style of Neo4j Browser.

In: labels and networkx graphs. Out: colours, coordinates, GRASS.
May import: `ontology`, `errors`.
"""
