// Documents: what was read, when it was published, and how many claims it makes.
// param top: How many rows.
// ask: which documents were read
// ask: which sources are loaded
MATCH (d:Document)
OPTIONAL MATCH (c:Claim)-[:FROM]->(d)
WITH d, count(c) AS claims
RETURN d.published AS published, d.title AS title, d.kind AS kind, claims,
       size(coalesce(d.quarantined, [])) AS quarantined, d.url AS url, d.id AS id
ORDER BY published DESC, id
LIMIT 500
