import { expect, test } from 'vitest';
import { accountLines } from './accounts.js';

test('accounts are shown in aligned columns, with their roles in words', () => {
  const lines = accountLines([
    { login: 'ada@example.com', password: 'Practice-Ada-1', role: 'SUPER_ADMIN' },
    { login: 'grace@example.com', password: 'Practice-Grace-1', role: 'READ_ONLY_ADMIN' },
    { login: 'al@example.com', password: 'short', role: null },
  ]);
  expect(lines).toEqual([
    '  Sign in as',
    '    ada@example.com     Practice-Ada-1     super admin',
    '    grace@example.com   Practice-Grace-1   read only admin',
    '    al@example.com      short              no role',
  ]);
});

test('an org without accounts has no lines but the heading', () => {
  expect(accountLines([])).toEqual(['  Sign in as']);
});
