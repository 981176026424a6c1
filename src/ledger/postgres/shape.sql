SELECT line FROM (
  SELECT format('column %s.%s %s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END) || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT format('relation %s %s%s%s', c.relkind, c.relname, CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END, CASE WHEN c.relpersistence <> 'p' THEN ' not kept' ELSE '' END)
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind NOT IN ('i', 't')
  UNION ALL
  SELECT format('constraint %s %s%s', c.relname, pg_get_constraintdef(k.oid), CASE WHEN k.convalidated THEN '' ELSE ' not checked' END)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = current_schema()::regnamespace AND k.contype <> 'n'
  UNION ALL
  SELECT format('index %s %s%s', i.relname, replace(pg_get_indexdef(x.indexrelid), ' ON ' || quote_ident(current_schema()) || '.', ' ON '), CASE WHEN x.indisvalid AND x.indisready THEN '' ELSE ' not valid' END)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE i.relnamespace = current_schema()::regnamespace
  UNION ALL
  SELECT format('trigger %s %s', t.tgenabled, replace(replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(current_schema()) || '.', ' ON '), quote_ident(current_schema()) || '.policybook', 'policybook'))
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
  UNION ALL
  SELECT format('function %s %s', p.proname, p.prosrc) FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
  UNION ALL
  SELECT format('rule %s %s', c.relname, r.rulename) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  UNION ALL
  SELECT format('policy %s %s', c.relname, p.polname) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = current_schema()::regnamespace
) lines ORDER BY line COLLATE "C"
