import { userSearch } from './user-search';

describe('userSearch', () => {
  const any = (word: string): string =>
    `(profile.firstName sw ${word} or profile.lastName sw ${word} or profile.login sw ${word} or profile.email sw ${word})`;

  it('looks for the word in names, login and email', () => {
    expect(userSearch('ada')).toBe(any('"ada"'));
  });

  it('wants each word of a full name', () => {
    expect(userSearch('  Ada   Love ')).toBe(`${any('"Ada"')} and ${any('"Love"')}`);
  });

  it('keeps quotes and backslashes inside the word', () => {
    expect(userSearch('a" or status eq "ACTIVE')).toBe(
      [any('"a\\""'), any('"or"'), any('"status"'), any('"eq"'), any('"\\"ACTIVE"')].join(' and '),
    );
    expect(userSearch('a\\')).toBe(any('"a\\\\"'));
  });
});
