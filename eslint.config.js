import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import eslint from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * An arrow of the architecture: what files may not import, by `import`, `export … from` or `import()`. Of several arrows
 * for a file only the last one counts, since ESLint does not merge the options of a rule.
 */
const arrow = (files, forbidden, message, ignores = []) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
    'no-restricted-syntax': ['error', { selector: `ImportExpression[source.value=/${forbidden}/]`, message }],
  },
});

const OTHER_PROGRAMS = String.raw`^(\.\.\/)+(src|service|attack|start|e2e|bench)\/`;

/** The arrows between the rooms of org: each imports itself, dpop, and the rooms that org/rooms.json lists for it. */
function orgArrows() {
  const rooms = JSON.parse(readFileSync(join(import.meta.dirname, 'org/rooms.json'), 'utf8'));
  /** A pattern for an import of the room, after `../` or `./`. */
  const pathOf = (room) => (room === 'context' ? String.raw`context\.js$` : `${room}/`.replaceAll('/', String.raw`\/`));
  const org = [...Object.keys(rooms).map(pathOf), String.raw`(org|main)\.js$`].join('|');
  return Object.entries(rooms).map(([room, { imports, http = true }]) => {
    const allowed = [room, ...imports].map(pathOf).join('|');
    const inner = Object.keys(rooms).filter((other) => other.startsWith(`${room}/`));
    const forbidden = [
      OTHER_PROGRAMS,
      String.raw`^(\.{1,2}\/)+(?=${org})(?!${allowed})`,
      // A room inside another one does not import that one.
      ...(room.includes('/') ? [String.raw`^\.\.\/(?!\.\.)`] : []),
      ...(http ? [] : [String.raw`^(koa$|@koa\/|oidc-provider$|node:https?$)`]),
    ];
    return arrow(
      [room === 'context' ? 'org/context.ts' : `org/${room}/**/*.ts`],
      forbidden.join('|'),
      `org/${room} imports ${imports.join(', ') || 'no other room'}, and dpop${http ? '' : ', and knows nothing of HTTP'} (org/rooms.json).`,
      [...inner.map((other) => `org/${other}/**`), ...TESTS],
    );
  });
}

const SERVICE = String.raw`^(\.\.\/)+(src|org|attack|start|e2e|bench)\/`;

/** The arrows between the rooms of service: each imports itself and the rooms that service/rooms.json lists for it. */
function serviceArrows() {
  const rooms = JSON.parse(readFileSync(join(import.meta.dirname, 'service/rooms.json'), 'utf8'));
  return Object.entries(rooms).map(([room, { imports }]) => {
    const others = Object.keys(rooms).filter((other) => other !== room && !imports.includes(other));
    return arrow(
      [`service/${room}/**/*.ts`],
      [SERVICE, ...others.map((other) => String.raw`^(\.\.\/)+${other}\/`)].join('|'),
      `service/${room} imports ${imports.join(', ') || 'no other room'}, cli and dpop (service/rooms.json).`,
      TESTS,
    );
  });
}

/** What a file of auth may not import. @param own a pattern for the files of auth that it may import */
const authArrow = (own) => String.raw`^(?!${own}|@angular\/|@okta\/okta-auth-js\/core$|rxjs)`;

const SPECS = ['**/*.spec.ts'];
const TESTS = ['**/*.test.ts', '**/testing/**'];

export default defineConfig(
  globalIgnores(['dist/', 'service/dist/', '.angular/', '.cache/', 'coverage/', 'test-results/', 'playwright-report/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', setInterval: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.app.json', 'tsconfig.spec.json', 'tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // What others' interfaces want to be a promise may be ready at once.
      '@typescript-eslint/require-await': 'off',
      // With noUncheckedIndexedAccess the compiler cannot see what a check or a pattern has made sure of.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // An empty variable of the environment is none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Numbers and booleans read well in a template string.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => void doIt()` says on purpose that the result is dropped.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      'no-console': 'error',
      // A component may be nothing but its template.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'app', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'app', style: 'camelCase' }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
    },
  },
  {
    files: ['src/**/*.spec.ts'],
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      // expect(spy.method) looks at it and does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      '@angular-eslint/template/prefer-control-flow': 'error',
      '@angular-eslint/template/prefer-self-closing-tags': 'error',
      '@angular-eslint/template/button-has-type': 'error',
      '@angular-eslint/template/no-inline-styles': 'error',
    },
  },
  {
    // A program takes everything from its ProgramContext (cli/program.ts), so that a test can run it.
    files: ['{attack,org,service,start}/**/*.ts'],
    ignores: ['{attack,org,service}/main.ts', 'start/{start,preview}.ts', ...TESTS],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['argv', 'env', 'cwd', 'stdin', 'stdout', 'stderr', 'on', 'once', 'exit', 'exitCode', 'kill', 'ppid'].map(
          (property) => ({ object: 'process', property, message: 'A program takes it from its ProgramContext.' }),
        ),
      ],
    },
  },

  // auth is what a reader copies: besides its own files it imports Angular, rxjs and okta-auth-js only.
  arrow(['src/app/auth/index.ts'], authArrow(String.raw`\.\/`), 'The index imports files of auth.', SPECS),
  arrow(['src/app/auth/core/*.ts'], authArrow(String.raw`\.\/`), 'The core works alone: it imports core only.', SPECS),
  arrow(['src/app/auth/messages/*.ts'], authArrow(String.raw`\.\/|\.\.\/core\/`), 'messages imports core only.', SPECS),
  arrow(
    ['src/app/auth/layers/*.ts'],
    authArrow(String.raw`\.\/[\w-]+$|\.\.\/(core|messages)\/`),
    'What layers share imports no layer.',
    SPECS,
  ),
  arrow(
    ['src/app/auth/layers/*/*.ts'],
    authArrow(String.raw`\.\/|\.\.\/[\w-]+$|\.\.\/\.\.\/(core|messages)\/`),
    'A layer can be removed: it imports core, messages and what layers share, and no other layer.',
    SPECS,
  ),
  arrow(
    ['src/app/{home,profile,users}/**/*.ts'],
    String.raw`^\.\.\/(?!auth$|ui\/)`,
    'A view imports auth, by its index, and ui only.',
    SPECS,
  ),
  arrow(['src/app/modes/**/*.ts'], String.raw`^\.\.\/(?!auth$)`, 'modes imports auth only, by its index.', SPECS),
  arrow(['src/app/ui/**/*.ts'], String.raw`^\.\.\/(?!auth$)`, 'ui imports auth only, by its index.', SPECS),
  arrow(
    ['src/app/learn/**/*.ts'],
    String.raw`\/auth\/|^(\.\.\/)+(home|profile|users|modes|unconfigured|cli|org|service|start|e2e|bench)\/`,
    'learn imports auth by its index, ui and dpop, and meets the org over HTTP. Nothing outside of it imports it.',
    [...SPECS, ...TESTS],
  ),
  arrow(
    ['src/app/app.config.ts'],
    String.raw`^\.\/(?!auth$|app\.routes$|modes\/modes$|learn\/(lab\/|walkthrough\/)?provide-\w+$)|^\.\.`,
    'The configuration takes providers from learn, and nothing else.',
  ),
  arrow(
    ['src/**/*.ts'],
    String.raw`\/learn\/|\/auth\/|^(\.\.\/)+(attack|cli|dpop|org|service|start|e2e|bench)\/`,
    'The app meets org and service over HTTP only, stands without learn, and imports auth by its index.',
    [
      'src/app/{auth,home,modes,profile,users,ui,learn}/**',
      'src/app/app.{config,routes}.ts',
      'src/testing/**',
      ...SPECS,
    ],
  ),
  arrow(
    ['dpop/*.ts'],
    String.raw`^(?!\.\/|jose$)`,
    'dpop runs in browser, server and CLI alike: it imports jose and nothing of ours.',
    TESTS,
  ),
  arrow(
    ['dpop/*/**/*.ts'],
    String.raw`^(?!\.\.?\/(?!\.\.\/)|jose$)`,
    'dpop runs in browser, server and CLI alike: it imports jose and nothing of ours.',
    TESTS,
  ),
  arrow(
    ['cli/**/*.{ts,mjs}'],
    String.raw`^(?!\.\/|node:)`,
    "cli is what the programs share: it imports Node's own modules and nothing of ours.",
    TESTS,
  ),
  arrow(['org/**/*.ts'], OTHER_PROGRAMS, 'org imports cli and dpop only, and meets the app and the service over HTTP.'),
  ...orgArrows(),
  arrow(['start/**/*.ts'], String.raw`^(\.\.\/)+(src|service|e2e|bench)\/`, 'Nothing in Node imports the app.'),
  arrow(['service/**/*.ts'], SERVICE, 'service imports cli and dpop only, and meets the org over HTTP.', TESTS),
  ...serviceArrows(),
  arrow(
    ['attack/**/*.ts'],
    String.raw`^(\.\.\/)+(src|org|service|start|e2e|bench)\/`,
    'attack imports cli and dpop only, and meets the servers that it attacks over HTTP.',
    TESTS,
  ),
);
