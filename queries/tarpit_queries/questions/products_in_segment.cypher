// Products in a segment: who makes them, and whether their code is public.
// param segment: Name of the workload, or another name for it.
WITH 'Vector databases' AS segment
MATCH (p:Product)-[s:SERVES]->(w:Workload)
WHERE toLower(w.name) = toLower(segment) OR any(a IN w.aliases WHERE toLower(a) = toLower(segment))
OPTIONAL MATCH (c:Company)-[:MAKES]->(p)
RETURN p.name AS product, collect(DISTINCT c.name) AS makers, p.open_source AS open_source,
       s.support AS support, p.homepage AS homepage, s.id AS id
ORDER BY product, id
