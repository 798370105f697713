// Deals by acquirer: who bought whom, established deals alone.
// param acquirer: Name of a company, or '' for all.
// param top: How many rows.
WITH '' AS acquirer
MATCH (a:Company)-[r:ACQUIRED]->(t:Company)
WHERE acquirer = '' OR toLower(a.name) = toLower(acquirer)
RETURN a.name AS acquirer, t.name AS target, r.valid_from AS date, r.status AS status,
       r.price_usd AS price_usd, r.kind AS kind, r.support AS support,
       coalesce(r.valid_precision, '') AS precision,
       r.confidence AS confidence, r.id AS id
ORDER BY acquirer, date, id
LIMIT 200
