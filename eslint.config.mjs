import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tsdoc from 'eslint-plugin-tsdoc';
import { defineConfig } from 'eslint/config';
import { tsImport } from 'tsx/esm/api';
import tseslint from 'typescript-eslint';

const { roomImports } = await tsImport('./scripts/lint/room-imports.ts', import.meta.url);

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      'build/',
      'dist/',
      'coverage/',
      '.cache/',
      'bench/results/',
      'lib/imports/*/*.ts',
      'test/**/fixtures/**',
      '**/*.cjs',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { tsdoc, house: { rules: { 'room-imports': roomImports } } },
    rules: {
      'house/room-imports': 'error',
      'tsdoc/syntax': 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 40],
      // Its search for classes does not end on a recursive type, and JSON values are one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      // Spreading a string splits it by code points, which is what the parsers want.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'max-lines-per-function': 'off',
      // A property test asserts another thing for each kind of input.
      'jest/no-conditional-expect': 'off',
      // Helpers named expect... assert on behalf of the test that calls them.
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', '**.expect*', 'fc.assert'] }],
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
