/** What there is to say to people about a check. */
export interface CheckWords {
  /** What it looks at, to put after its name. */
  readonly title: string;
  /** Where the check is asked for. */
  readonly section: string;
  /** Why it exists: what would go wrong without it. */
  readonly why: string;
}
