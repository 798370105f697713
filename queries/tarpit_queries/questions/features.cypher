// Features: which product had which feature first, the most common features first.
// param feature: Name of a feature, or '' for all that several products have.
// param top: How many rows.
// ask: which products have {feature}
// ask: who supports {feature}
// ask: when did products add {feature}
// ask: products with {feature}
// ask: list of products that support {feature}
// ask: which of them offer {feature}
// ask: who has {feature}
// ask: when was {feature} added
// ask: since when do products have {feature}
// ask: who was first with {feature}
// ask: who had {feature} first
// ask: which product introduced {feature}
// ask: who launched {feature} first
// ask: which products support {feature}
// ask: does anybody offer {feature}
// ask: timeline of {feature}
// ask: who copied {feature} first
// ask: adoption of {feature} over time
// ask: which databases have {feature}
// ask: which tools have {feature}
WITH '' AS feature
MATCH (p:Product)-[r:HAS_FEATURE]->(f:Feature)
WITH feature, f, count(*) AS products, collect({product: p, fact: r}) AS having
WHERE (feature = '' AND products > 1) OR toLower(f.name) = toLower(feature)
UNWIND having AS h
WITH f, products, h.product AS p, h.fact AS r
RETURN f.name AS feature, products, p.name AS product, r.valid_from AS since,
       r.support AS support, r.confidence AS confidence, r.id AS id
ORDER BY products DESC, feature, since IS NULL, since, product
LIMIT 500
