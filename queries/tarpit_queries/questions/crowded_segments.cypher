// Crowded segments: how many products and makers serve each market.
// param layer: Part of a layer's name, or '' for all layers.
// param least: Leave out segments with fewer products.
// param every_heading: Count lists' own headings too, not only markets of AI infrastructure.
WITH '' AS layer, 2 AS least, false AS every_heading
MATCH (v:Product)-[r:SERVES|LISTED_IN]->(w:Workload)
WHERE (r.valid_to IS NULL OR r:SERVES)
  AND (every_heading OR EXISTS { (w)-[:PART_OF {market: true}]->(:Workload) })
OPTIONAL MATCH (v)-[:PART_OF]->(family:Product)
WITH layer, least, w, coalesce(family, v) AS p
WITH layer, least, w, count(DISTINCT p) AS products, collect(DISTINCT p) AS served
WHERE products >= least
OPTIONAL MATCH (w)-[:PART_OF]->(l:Workload)
WITH layer, w, products, served, l
WHERE toLower(coalesce(l.name, '')) CONTAINS toLower(layer)
UNWIND served AS p
OPTIONAL MATCH (c:Company)-[:MAKES]->(p)
WITH w, l, products, count(DISTINCT c) AS makers
RETURN w.name AS segment, l.name AS layer, products, makers, w.id AS id
ORDER BY makers DESC, products DESC, id
