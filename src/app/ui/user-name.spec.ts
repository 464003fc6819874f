import { userName } from './user-name';

describe('userName', () => {
  it('is the name, without the scope profile the email, else the sub', () => {
    const [name, email, sub] = ['Ada Example', 'ada@example.com', '00u1'];
    expect(userName({ sub, name, email })).toBe(name);
    expect(userName({ sub, email })).toBe(email);
    expect(userName({ sub, name: '' })).toBe(sub);
    expect(userName(undefined)).toBe('');
  });
});
