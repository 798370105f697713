// Prices: what each product costs, from which day to which, by company.
// param company: Name of a company, or '' for all.
// param product: Name of a product, or '' for all.
// param top: How many rows.
// ask: how much does {product} cost
// ask: what is the price of {product}
// ask: what does {company} charge
// ask: price list of {company}
// ask: pricing of {company}
// ask: pricing of {product}
// ask: {company} prices
// ask: cost of {product} per million tokens
// ask: is {product} expensive
// ask: what do I pay for {product}
// ask: how expensive is {product}
// ask: show {company} prices
// ask: what does {company} charge for {product}
// ask: price history of {product}
// ask: what does {product} cost today
// ask: how has the price of {product} changed
// ask: {product} price per token
// ask: how much do I pay for {product}
// ask: did {product} get cheaper
// ask: rates of {company}
// ask: list prices of {company}
// ask: what are the fees of {company}
// ask: {product} pricing
// ask: how cheap is {product}
// ask: how much is {product}
// ask: what did {product} cost
// ask: tell me the price of {product}
WITH '' AS company, '' AS product
MATCH (p:Product)-[r:PRICED_AT]->(x:Price)
WHERE product = '' OR toLower(p.name) = toLower(product)
OPTIONAL MATCH (c:Company)-[:MAKES]->(p)
WITH company, p, r, x, min(c.name) AS maker
WHERE company = '' OR toLower(maker) = toLower(company)
RETURN maker AS company, p.name AS product, r.price_usd AS price_usd, r.per AS per,
       r.valid_from AS since, r.valid_to AS until, r.support AS support, r.id AS id
ORDER BY company, product, per, since, id
LIMIT 500
