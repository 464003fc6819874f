import { HttpHeaders, HttpResponse } from '@angular/common/http';
import { NoUserList, readUsersPage } from './users-page';

const PAGE = 'https://org.example/api/v1/users?limit=20';

function read(body: unknown): ReturnType<typeof readUsersPage> {
  return readUsersPage(new HttpResponse({ body, headers: new HttpHeaders() }), PAGE);
}

describe('readUsersPage', () => {
  it('takes name, login, status and last login', () => {
    const profile = { firstName: 'Ada', lastName: 'Lovelace', login: 'ada@example.com' };
    expect(read([{ id: '00u1', status: 'ACTIVE', lastLogin: '2026-11-21T08:00:00.000Z', profile }]).users).toEqual([
      {
        id: '00u1',
        name: 'Ada Lovelace',
        login: 'ada@example.com',
        status: 'ACTIVE',
        lastLogin: '2026-11-21T08:00:00.000Z',
      },
    ]);
  });

  it('shows the login of a user without a name, and survives a profile without both', () => {
    expect(read([{ id: '00u1', profile: { login: 'x@example.com', firstName: null } }]).users[0]?.name).toBe(
      'x@example.com',
    );
    expect(read([{ id: '00u1' }]).users[0]).toEqual({ id: '00u1', name: '', login: '', status: '', lastLogin: null });
  });

  for (const body of [null, {}, 'text', 7, { users: [] }, [null], [1], [{ id: 1 }], [{ id: '00u1' }, {}]]) {
    it(`refuses ${JSON.stringify(body)}`, () => expect(() => read(body)).toThrowError(NoUserList));
  }
});
