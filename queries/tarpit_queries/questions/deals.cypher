// Deals by acquirer: who bought whom, established deals alone.
// param acquirer: Name of a company, or '' for all.
// param top: How many rows.
WITH '' AS acquirer
MATCH (a:Company)-[r:ACQUIRED]->(t:Company)
WHERE acquirer = '' OR toLower(a.name) = toLower(acquirer)
RETURN a.name AS acquirer, t.name AS target, r.status AS status, r.kind AS kind,
       r.price_usd AS price_usd, r.valid_from AS date,
       coalesce(r.valid_precision, '') AS precision, r.support AS support,
       r.confidence AS confidence, r.id AS id
ORDER BY acquirer, date, id
LIMIT 200
