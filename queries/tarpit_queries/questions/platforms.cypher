// Platforms: companies whose products span the most layers.
// param least: Leave out companies with fewer layers.
// param top: How many rows.
WITH 2 AS least
MATCH (c:Company)-[:MAKES]->(p:Product)-[r:SERVES|LISTED_IN]->(:Workload)-[:PART_OF]->(l:Workload)
WHERE r:SERVES OR r.valid_to IS NULL
WITH least, c, collect(DISTINCT l.name) AS layers, count(DISTINCT p) AS products
WHERE size(layers) >= least
RETURN c.name AS company, size(layers) AS spans, products, layers, c.id AS id
ORDER BY spans DESC, products DESC, company
LIMIT 25
