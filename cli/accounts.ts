/** An account that a user can sign in with. */
export interface Account {
  login: string;
  password: string;
  /** An admin role by Okta's name, such as `SUPER_ADMIN`; null for none. */
  role: string | null;
}

/** The lines that show whom to sign in as, in aligned columns. */
export function accountLines(accounts: readonly Account[]): string[] {
  const width = (key: 'login' | 'password'): number => Math.max(0, ...accounts.map((account) => account[key].length));
  const [logins, passwords] = [width('login'), width('password')];
  return [
    '  Sign in as',
    ...accounts.map(
      ({ login, password, role }) => `    ${login.padEnd(logins)}   ${password.padEnd(passwords)}   ${roleName(role)}`,
    ),
  ];
}

function roleName(role: string | null): string {
  return role === null ? 'no role' : role.toLowerCase().replaceAll('_', ' ');
}
