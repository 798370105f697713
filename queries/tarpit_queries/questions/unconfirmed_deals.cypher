// Rumoured, planned, denied and cancelled deals: what is not, or not yet, an acquisition.
// param company: Name of either side, or '' for all.
// param top: How many rows.
// ask: which deals are only rumoured
// ask: is {company} said to be bought
// ask: which acquisitions fell through or were called off
// ask: rumours of deals with {company}
// ask: unconfirmed acquisitions
// ask: deals that are only rumours
// ask: which mergers collapsed
// ask: cancelled acquisitions
// ask: what acquisitions are planned but not done
// ask: rumoured deals
// ask: is someone in talks to buy {company}
// ask: was there talk of buying {company}
// ask: acquisitions that are rumours so far
// ask: which deals were blocked or abandoned
// ask: rumours of takeovers
WITH '' AS company
MATCH (a:Company)-[r:UNCONFIRMED|REFUTED {predicate: 'ACQUIRED'}]->(t:Company)
WHERE company = '' OR toLower(company) IN [toLower(a.name), toLower(t.name)]
RETURN a.name AS acquirer, t.name AS target, r.status AS status, r.support AS support,
       r.first_asserted AS first_asserted, r.last_asserted AS last_asserted, r.id AS id
ORDER BY status, last_asserted DESC, id
LIMIT 200
