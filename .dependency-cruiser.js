/**
 * The layers, as a rule that fails the build. Arrows run downwards:
 * apps → evaluation, scoring, intake → processing, event-log → transparency, methodology, service-record.
 * The three pure libraries import neither Nest nor node's I/O, so that a rating can be checked anywhere.
 */
const pure = '^libs/(service-record|methodology|transparency)/src';
const spec = '\\.spec\\.ts$';
const below = (layer, allowed) => ({
  name: `layer-${layer}`,
  comment: `libs/${layer} may only import ${allowed.length ? allowed.join(', ') : 'nothing of ours'}.`,
  severity: 'error',
  from: { path: `^libs/${layer}/`, pathNot: spec },
  to: { path: '^(libs|apps|test)/', pathNot: `^libs/(${[layer, ...allowed].join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'pure-core',
      comment:
        'service-record, methodology and transparency import neither Nest nor I/O, nor what judges data at the door: every thread loads them.',
      severity: 'error',
      from: { path: pure, pathNot: spec },
      to: {
        path: '^(@nestjs/|node_modules/@nestjs/|node_modules/(rxjs|fastify|pino|class-validator|class-transformer|class-validator-jsonschema|reflect-metadata)/|(node:)?(fs|fs/promises|http|https|http2|net|child_process|worker_threads|sqlite|os|path|process|crypto|stream|stream/promises|cluster|dgram|dns|tls|zlib|readline|readline/promises|timers|timers/promises|perf_hooks|url|vm|module)$)',
      },
    },
    below('transparency', []),
    below('service-record', ['transparency']),
    below('methodology', ['service-record', 'transparency']),
    below('event-log', ['transparency']),
    below('processing', ['event-log', 'transparency']),
    below('intake', ['event-log', 'processing', 'service-record', 'transparency']),
    below('scoring', ['processing', 'event-log', 'methodology', 'service-record', 'transparency']),
    below('simulation', ['service-record', 'transparency']),
    below('delivery', [
      'scoring',
      'intake',
      'processing',
      'event-log',
      'methodology',
      'service-record',
      'transparency',
    ]),
    below('ledger', [
      'delivery',
      'scoring',
      'intake',
      'processing',
      'event-log',
      'methodology',
      'service-record',
      'transparency',
    ]),
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'by-the-front-door',
      comment:
        "Another library is entered by its index ('#assay/…'), or by a further entrance that package.json names, never by a path into it.",
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: {
        path: '^libs/([^/]+)/src/.+',
        pathNot: [
          '^libs/$2/',
          '^libs/[^/]+/src/(index|nest)\\.ts$',
          '^libs/(delivery/src/csv|intake/src/sources|methodology/src/language)\\.ts$',
        ],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [spec, '\\.contract\\.ts$'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    // The libraries' names lead to dist when the program runs; here they lead to what is written.
    tsConfig: { fileName: 'tsconfig.layers.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
