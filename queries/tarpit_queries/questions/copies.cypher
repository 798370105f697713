// Copies: documents that tell the same story and count as one, the first published first.
// param top: How many rows.
// ask: which documents are copies of one another
// ask: near-duplicate documents
// ask: which articles are duplicates
// ask: the same story told twice
// ask: duplicate articles
// ask: which texts say the same
// ask: syndicated copies of a press release
// ask: were some articles syndicated
// ask: which articles were copied from one another
MATCH (d:Document)
WHERE d.story IS NOT NULL
WITH d.story AS story, d
ORDER BY d.published, d.id
WITH story, collect(d) AS copies
RETURN head(copies).published AS published, head(copies).title AS title, size(copies) AS copies,
       [d IN tail(copies) | d.id] AS others, head(copies).id AS id
ORDER BY copies DESC, published DESC, id
LIMIT 100
