import eslint from '@eslint/js';
import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * An arrow of the architecture: what files may not import, by `import`, `export … from` or `import()`.
 * One for each file: ESLint does not add up a rule's options.
 */
const arrow = (files, forbidden, message, ignores = []) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
    'no-restricted-syntax': ['error', { selector: `ImportExpression[source.value=/${forbidden}/]`, message }],
  },
});

const SPECS = ['**/*.spec.ts'];
const TESTS = ['**/*.test.ts', '**/testing/**'];

export default defineConfig(
  globalIgnores(['dist/', '.angular/', '.cache/', 'coverage/', 'test-results/', 'playwright-report/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.cjs', '**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', require: 'readonly', module: 'writable', __filename: 'readonly' },
    },
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

  arrow(
    ['src/app/auth/**/*.ts'],
    String.raw`^\.\.\/|^(?!\.|@angular\/|@okta\/|rxjs)`,
    'auth is what a reader copies: it imports Angular, rxjs and the Okta packages only.',
    SPECS,
  ),
  arrow(
    ['src/app/{home,profile,users}/**/*.ts'],
    String.raw`^\.\.\/(?!auth\/|ui\/)`,
    'A view imports auth and ui only.',
    SPECS,
  ),
  arrow(['src/app/ui/**/*.ts'], String.raw`^\.\.\/(?!auth\/)`, 'ui imports auth only.', SPECS),
  arrow(
    ['src/**/*.ts'],
    String.raw`\/learn\/|^(\.\.\/)+(dpop|org|service|start|e2e|bench)\/`,
    'The app meets org and service over HTTP only, and stands without learn.',
    ['src/app/{auth,home,profile,users,ui,learn}/**', 'src/app/app.routes.ts', ...SPECS],
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
    ['org/**/*.ts'],
    String.raw`^(\.\.\/)+(src|service|start|e2e|bench)\/`,
    'org imports dpop only, and meets the app and the service over HTTP.',
  ),
  arrow(['start/**/*.ts'], String.raw`^(\.\.\/)+(src|service|e2e|bench)\/`, 'Nothing in Node imports the app.'),
  arrow(
    ['service/**/*.ts'],
    String.raw`^(\.\.\/)+(src|org|start|e2e|bench)\/`,
    'service imports dpop only, and meets the org over HTTP.',
    TESTS,
  ),
);
