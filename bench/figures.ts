/** What a row of a comparison is: code of this repository, what others would use instead, or what no code can go below. */
export type Role = 'ours' | 'reference' | 'limit';

export interface Row {
  name: string;
  role: Role;
  /** The value of each round. */
  rounds: number[];
}

/** Things that were measured beside each other, in alternating rounds. */
export interface Comparison {
  kind: 'comparison';
  /** Names the drawing. */
  id: string;
  title: string;
  unit: string;
  better: 'less' | 'more';
  rows: Row[];
  /** The name of the row that the others are compared with. */
  base: string;
  /** Paragraphs about it. */
  notes?: string[];
}

/** What costs are made of, by their medians. */
export interface Breakdown {
  kind: 'breakdown';
  id: string;
  title: string;
  unit: string;
  bars: { name: string; parts: { name: string; value: number }[] }[];
  notes?: string[];
}

/** How a cost grows with the number of something. */
export interface Curve {
  name: string;
  /** What is counted. */
  of: string;
  unit: string;
  points: { x: number; rounds: number[] }[];
}

export interface Growth {
  kind: 'growth';
  id: string;
  title: string;
  curves: Curve[];
  notes?: string[];
}

/** Figures that are counted and have no spread. */
export interface Counts {
  kind: 'counts';
  title: string;
  columns: string[];
  rows: string[][];
  notes?: string[];
}

export type Figure = Comparison | Breakdown | Growth | Counts;

export interface Goal {
  goal: string;
  actual: string;
  met: boolean;
  /** What the profile says, for a goal that is not met. */
  why?: string;
}

export interface Outcome {
  figures: Figure[];
  goals: Goal[];
}

/** How a bench is run. */
export interface Run {
  /** As many rounds as asked for, or fewer in a quick run. */
  rounds: (count: number) => number;
  /** Tells what is measured now. */
  progress: (text: string) => void;
}

export interface Bench {
  title: string;
  /** One sentence: what is measured, and how. */
  about: string;
  run(run: Run): Promise<Outcome>;
}
