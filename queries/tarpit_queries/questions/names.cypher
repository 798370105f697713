// Names: companies, products, workloads and features by words of their names, the best match first.
// param text: Words of a name.
// param top: How many rows.
WITH 'OpenAI' AS text
CALL db.index.fulltext.queryNodes('tarpit_entity_names', '"' + replace(replace(text, '\\', ' '), '"', ' ') + '"')
YIELD node, score
OPTIONAL MATCH (node)<-[:SUBJECT|OBJECT]-(c:Claim)
WITH node, score, count(DISTINCT c) AS claims
RETURN node.name AS name, labels(node)[0] AS kind, claims, round(score, 2) AS score, node.id AS id
ORDER BY score DESC, claims DESC, id
LIMIT 20
