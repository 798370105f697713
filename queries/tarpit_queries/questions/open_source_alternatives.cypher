// Open-source alternatives: products with public code in the segments of a product.
// param product: Name of the product.
// ask: open source alternatives to {product}
// ask: what free software can replace {product}
// ask: is there an open source version of {product}
// ask: open source alternative to {product}
// ask: what can I use instead of {product} that is free and open
// ask: is there an open alternative to {product}
// ask: free alternative for {product}
// ask: free open-source replacements for {product}
// ask: self-hosted alternative to {product}
// ask: open source projects like {product}
// ask: something like {product} that I can host myself
// ask: open competitor of {product}
// ask: is there something free like {product}
// ask: what can I self-host in place of {product}
// ask: open source substitute for {product}
// ask: run something like {product} on my own servers
// ask: I do not want to pay for {product}
// ask: free instead of {product}
// ask: avoid paying for {product}
WITH 'Pinecone' AS product
MATCH (p:Product)-[r:SERVES|LISTED_IN]->(w:Workload)<-[s:SERVES|LISTED_IN]-(other:Product {open_source: true})
WHERE toLower(p.name) = toLower(product) AND other <> p
  AND (r:SERVES OR r.valid_to IS NULL) AND (s:SERVES OR s.valid_to IS NULL)
WITH w, other, s ORDER BY s.support DESC, s.id
WITH w, other, collect(s)[0] AS s
RETURN other.name AS alternative, w.name AS segment, other.repository AS repository,
       other.licence AS licence, s.id AS id
ORDER BY segment, alternative, id
