// Competitors of a company: who some sentence says is after the same customers.
// param company: Name of the company.
// param top: How many rows.
// ask: who are the competitors of {company}
// ask: who competes with {company}
// ask: who are {company}'s rivals
// ask: who is {company} up against
// ask: competitors of {company}
// ask: alternatives to {company}
// ask: name the rivals of {company}
// ask: which firms compete against {company}
// ask: who fights with {company} for customers
// ask: {company} competition
// ask: main rivals of {company}
// ask: list {company} competition
// ask: who does {company} compete with
// ask: companies competing against {company}
// ask: is anybody competing with {company}
// ask: what other vendors play in the same space as {company}
// ask: closest competitors of {company}
// ask: which firms go head to head with {company}
// ask: who does {company} worry about
// ask: who is the biggest threat to {company}
// ask: similar companies to {company}
// ask: who else does what {company} does
// ask: {company} vs whom
// ask: what are the alternatives to {company}
// ask: rivals of {company} by what articles say
// ask: who challenges {company}
// ask: peers of {company}
// ask: which vendors would I compare {company} with
// ask: who is in the ring with {company}
// ask: which startups are up against {company}
// ask: what companies offer the same thing as {company}
// ask: do you know any alternatives for {company}
// ask: firms like {company}
// ask: whom does {company} fear
// ask: which other companies do what {company} does
// ask: {company} or who else
// ask: against whom does {company} have to defend itself
// ask: competitor list for {company}
WITH 'OpenAI' AS company
MATCH (c:Company)
WHERE toLower(c.name) = toLower(company) OR any(a IN c.aliases WHERE toLower(a) = toLower(company))
OPTIONAL MATCH (c)-[:MAKES]->(p:Product)
WITH c, collect(p) + [c] AS own
UNWIND own AS mine
MATCH (mine)-[r:COMPETES_WITH]-(rival)
WHERE NOT rival IN own
RETURN mine.name AS side, rival.name AS competitor, labels(rival)[0] AS type, r.support AS support,
       r.confidence AS confidence, r.last_asserted AS last_asserted, r.id AS id
ORDER BY support DESC, confidence DESC, id
LIMIT 50
