// Products in a segment: who makes them, and whether their code is public.
// param segment: Name of the workload, or another name for it.
// ask: which products are there for {segment}
// ask: list the products in {segment}
// ask: who offers {segment}
// ask: tools for {segment}
// ask: which {segment} are there
// ask: {segment} products
// ask: list all {segment}
// ask: what are the options for {segment}
// ask: which companies make {segment}
// ask: which {segment} can I choose from
// ask: who makes {segment}
// ask: {segment} to choose from
// ask: who sells {segment}
// ask: name some {segment}
// ask: which products do {segment}
// ask: {segment} vendors
// ask: {segment} tools
// ask: which vendors are in {segment}
// ask: players in {segment}
// ask: startups in {segment}
// ask: companies working on {segment}
// ask: who builds {segment}
// ask: what {segment} exist
// ask: give me a list of {segment}
// ask: who is active in {segment}
// ask: which open source {segment} are there
// ask: what should I look at for {segment}
// ask: what products do {segment}
// ask: which tools do {segment}
// ask: companies offering {segment}
// ask: how many {segment} are there
WITH 'Vector databases' AS segment
MATCH (p:Product)-[s:SERVES|LISTED_IN]->(w:Workload)
WHERE (s:SERVES OR s.valid_to IS NULL)
  AND (toLower(w.name) = toLower(segment) OR any(a IN w.aliases WHERE toLower(a) = toLower(segment)))
WITH p, s ORDER BY s.support DESC, s.id
WITH p, collect(s)[0] AS s
OPTIONAL MATCH (c:Company)-[:MAKES]->(p)
RETURN p.name AS product, collect(DISTINCT c.name) AS makers, p.open_source AS open_source,
       s.support AS support, p.homepage AS homepage, s.id AS id
ORDER BY product, id
