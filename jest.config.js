/**
 * Jest in ESM mode: Nest 12 and several dependencies ship ES modules only.
 * Suffixes say what a test needs: `*.unit.spec.ts` nothing, `*.int.spec.ts` files or a database,
 * `*.e2e.spec.ts` a running server or process, `*.real.spec.ts` the real registers (ASSAY_REAL_DATA).
 */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/(apps|libs|test)/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^#assay/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^#assay/([^/]+)/([^/]+)$': '<rootDir>/libs/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
};
