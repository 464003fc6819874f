/** The people of the shipped seed who can sign in. */
export const ADA = { name: 'Ada Lovelace', login: 'ada@example.com', password: 'Practice-Ada-1' };
export const GRACE = { name: 'Grace Hopper', login: 'grace@example.com', password: 'Practice-Grace-1' };
export const LINUS = { name: 'Linus Sørensen', login: 'linus@example.com', password: 'Practice-Linus-1' };

export type Person = typeof ADA;
