// Open-source alternatives: products with public code in the segments of a product.
// param product: Name of the product.
WITH 'Pinecone' AS product
MATCH (p:Product)-[:SERVES]->(w:Workload)<-[s:SERVES]-(other:Product {open_source: true})
WHERE toLower(p.name) = toLower(product) AND other <> p
RETURN other.name AS alternative, w.name AS segment, other.repository AS repository,
       other.licence AS licence, s.id AS id
ORDER BY segment, alternative, id
