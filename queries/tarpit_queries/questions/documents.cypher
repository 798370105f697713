// Documents: what was read, when it was published, and how many claims it makes.
// param top: How many rows.
// ask: which documents were read
// ask: which sources are loaded
// ask: list all sources
// ask: where does your knowledge come from
// ask: which articles have you read
// ask: what texts is this based on
// ask: show the documents
// ask: what data do you have
// ask: what have you read
// ask: what did you read to know this
// ask: list what has been loaded
MATCH (d:Document)
OPTIONAL MATCH (c:Claim)-[:FROM]->(d)
WITH d, count(c) AS claims
RETURN d.published AS published, d.title AS title, d.kind AS kind, claims,
       size(coalesce(d.quarantined, [])) AS quarantined, d.url AS url, d.id AS id
ORDER BY published DESC, id
LIMIT 500
