// Overlapping companies: pairs that serve the most segments in common.
// param company: Name of one side, or '' for all pairs among the 500 companies in the most segments.
// param top: How many rows.
// ask: which companies overlap with {company}
// ask: who sells into the same segments as {company}
// ask: which companies overlap most
// ask: companies in the same segments as {company}
// ask: overlap with {company}
// ask: which two companies overlap the most
// ask: pairs of companies in the same segments
// ask: companies most alike by segments
// ask: who is in all the same markets as {company}
// ask: which firms are nearly identical
WITH '' AS company
MATCH (a:Company)-[:MAKES]->(:Product)-[r:SERVES|LISTED_IN]->(w:Workload)
WHERE (company = '' OR toLower(a.name) = toLower(company)) AND (r:SERVES OR r.valid_to IS NULL)
WITH company, a, collect(DISTINCT w) AS served
ORDER BY size(served) DESC, a.id LIMIT 500
UNWIND served AS w
WITH company, w, collect(a) AS here
MATCH (w)<-[r:SERVES|LISTED_IN]-(:Product)<-[:MAKES]-(b:Company)
WHERE (r:SERVES OR r.valid_to IS NULL) AND (company <> '' OR b IN here)
WITH DISTINCT company, w, here, b
UNWIND here AS a
WITH company, a, b, w
WHERE a.id < b.id OR (company <> '' AND a <> b)
WITH a, b, collect(w.name) AS segments
RETURN a.name AS one, b.name AS other, size(segments) AS shared, segments, a.id AS id
ORDER BY shared DESC, one, other
LIMIT 25
