-- Things whose title or headings resemble a question, by the index: the planner doesn't know how dear the comparing is,
-- and would compare with every row of a small village.
create or replace function sk.things_alike(question text, of_language text) returns table (id bigint, likeness real)
language sql stable set search_path = public, pg_temp set enable_seqscan = off as $$
    select f.id, word_similarity(question, f.near) from village_findable f
    where f.language = of_language and question <% f.near
$$;
revoke execute on function sk.things_alike(text, text) from public;
grant execute on function sk.things_alike(text, text) to sk_web;
