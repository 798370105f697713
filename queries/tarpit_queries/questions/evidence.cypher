// Evidence for a fact: every claim about it with its sentence and document, oldest first.
// param fact: Id of the fact, as other queries print it.
WITH 'fact:' AS fact
MATCH (c:Claim)-[:FROM]->(d:Document)
WHERE c.fact = fact
RETURN c.published AS published, c.status AS status, c.subject_name AS subject,
       c.predicate AS predicate, c.object_name AS object, c.sentence AS sentence,
       c.confidence AS confidence, d.title AS title, d.url AS url, d.id AS document, c.id AS id
ORDER BY published, document, c.start, id
