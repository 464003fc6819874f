import { claimRows } from './claims';

describe('claimRows', () => {
  it('puts standard claims first, in a fixed order, and keeps every other one under its own name', () => {
    const rows = claimRows({ sub: '00u1', groups: ['Everyone'], name: 'Ada', 'x:y': false });
    expect(rows.map(({ claim, label, value }) => [claim, label, value])).toEqual([
      ['name', 'Name', 'Ada'],
      ['sub', 'User ID', '00u1'],
      ['groups', '', '["Everyone"]'],
      ['x:y', '', 'false'],
    ]);
  });

  it('tells with the email whether it is verified, and only there', () => {
    const rows = claimRows({ sub: '1', email: 'a@example.com', email_verified: false });
    expect(rows.map((row) => row.claim)).toEqual(['email', 'sub']);
    expect(rows[0]?.verified).toBe(false);
    expect(claimRows({ sub: '1', email: 'a@example.com' })[0]?.verified).toBeUndefined();
  });

  it('keeps a lone email_verified', () => {
    expect(claimRows({ sub: '1', email_verified: true }).map((row) => row.claim)).toEqual(['sub', 'email_verified']);
  });

  it('reads updated_at as seconds', () => {
    expect(claimRows({ sub: '1', updated_at: 1790000000 })[0]).toEqual(
      jasmine.objectContaining({ kind: 'instant', value: '2026-09-21T14:13:20.000Z' }),
    );
  });

  it('shows an updated_at that is no time as it came', () => {
    for (const value of [1e300, NaN, 'yesterday']) {
      const row = claimRows({ sub: '1', updated_at: value as number })[0];
      expect(row?.kind).toBe('text');
    }
  });

  it('names the language of a locale with an underscore, and shows a tag that is none as it came', () => {
    expect(claimRows({ sub: '1', locale: 'de_AT' })[0]?.value).toMatch(/\(de-AT\)$/);
    expect(claimRows({ sub: '1', locale: 'not a locale' })[0]?.value).toBe('not a locale');
  });
});
