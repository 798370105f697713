// Rumoured, planned, denied and cancelled deals: what is not, or not yet, an acquisition.
// param company: Name of either side, or '' for all.
// param top: How many rows.
WITH '' AS company
MATCH (a:Company)-[r:UNCONFIRMED|REFUTED {predicate: 'ACQUIRED'}]->(t:Company)
WHERE company = '' OR toLower(company) IN [toLower(a.name), toLower(t.name)]
RETURN a.name AS acquirer, t.name AS target, r.status AS status, r.support AS support,
       r.first_asserted AS first_asserted, r.last_asserted AS last_asserted, r.id AS id
ORDER BY status, last_asserted DESC, id
LIMIT 200
