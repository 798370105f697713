// Deals by acquirer: who bought whom, established deals alone.
// param acquirer: Name of a company, or '' for all.
// param top: How many rows.
// ask: what did {acquirer} buy
// ask: which companies has {acquirer} acquired
// ask: acquisitions by {acquirer}
// ask: whom did {acquirer} take over
// ask: deals of {acquirer}
// ask: what companies did {acquirer} buy
// ask: what has {acquirer} bought so far
// ask: which startups has {acquirer} bought
// ask: whom did {acquirer} acquire
// ask: companies bought by {acquirer}
// ask: companies that were taken over by {acquirer}
// ask: what has {acquirer} acquired
// ask: what did {acquirer} pick up in acquisitions
// ask: {acquirer} acquisitions
// ask: {acquirer} M&A history
// ask: mergers and acquisitions of {acquirer}
// ask: how many companies did {acquirer} buy
// ask: what has {acquirer} acquired over the years
// ask: takeovers by {acquirer}
// ask: what did {acquirer} purchase
// ask: which startups did {acquirer} snap up
// ask: what has {acquirer} swallowed
// ask: list the companies that {acquirer} owns through deals
// ask: last acquisition of {acquirer}
// ask: which businesses has {acquirer} taken over
// ask: did {acquirer} buy anyone recently
// ask: has {acquirer} made acquisitions lately
// ask: {acquirer} bought which startups
// ask: what has {acquirer} been buying
// ask: {acquirer} acquisitions list
WITH '' AS acquirer
MATCH (a:Company)-[r:ACQUIRED]->(t:Company)
WHERE acquirer = '' OR toLower(a.name) = toLower(acquirer)
RETURN a.name AS acquirer, t.name AS target, r.valid_from AS date, r.status AS status,
       r.price_usd AS price_usd, r.kind AS kind, r.support AS support,
       coalesce(r.valid_precision, '') AS precision,
       r.confidence AS confidence, r.id AS id
ORDER BY acquirer, date, id
LIMIT 200
