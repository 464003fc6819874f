/** An answer, as far as a report needs it. */
export interface Answer {
  status: number;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Its beginning. */
  body: string;
}

/** Whether a request was answered with 2xx. */
export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
