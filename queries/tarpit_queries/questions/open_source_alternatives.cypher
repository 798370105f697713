// Open-source alternatives: products with public code in the segments of a product.
// param product: Name of the product.
// ask: open source alternatives to {product}
// ask: what free software can replace {product}
// ask: is there an open source version of {product}
// ask: open source alternative to {product}
// ask: what can I use instead of {product} that is free and open
// ask: is there an open alternative to {product}
// ask: free alternative for {product}
WITH 'Pinecone' AS product
MATCH (p:Product)-[:SERVES]->(w:Workload)<-[s:SERVES]-(other:Product {open_source: true})
WHERE toLower(p.name) = toLower(product) AND other <> p
RETURN other.name AS alternative, w.name AS segment, other.repository AS repository,
       other.licence AS licence, s.id AS id
ORDER BY segment, alternative, id
