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
// ask: deals that fell through
// ask: what takeover rumours are going round
// ask: which acquisitions were only rumoured
// ask: is {company} in talks to be acquired
// ask: which takeovers failed
// ask: rumoured takeovers
// ask: deals that were called off
// ask: which deals did not happen
// ask: acquisitions denied by the company
// ask: speculation about acquisitions
// ask: deals that never closed
// ask: pending acquisitions
// ask: did the deal with {company} collapse
// ask: is there talk about someone buying {company}
// ask: any acquisition rumours
// ask: who is rumoured to buy {company}
// ask: takeovers that are only gossip
// ask: did the {company} deal fall apart
// ask: what became of the deal with {company}
// ask: failed acquisitions
// ask: failed takeovers
WITH '' AS company
MATCH (a:Company)-[r:UNCONFIRMED|REFUTED {predicate: 'ACQUIRED'}]->(t:Company)
WHERE company = '' OR toLower(company) IN [toLower(a.name), toLower(t.name)]
RETURN a.name AS acquirer, t.name AS target, r.status AS status, r.support AS support,
       r.first_asserted AS first_asserted, r.last_asserted AS last_asserted, r.id AS id
ORDER BY status, last_asserted DESC, id
LIMIT 200
