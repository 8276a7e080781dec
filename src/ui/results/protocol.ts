// The messages between the results page and the extension. The page knows nothing of jobs: it shows what it is sent,
// and says what the user did. All texts are localized and fit to be shown.

/** A number with what it counts. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

export interface Bar {
  readonly label: string;
  /** Decides the bar's length. */
  readonly count: number;
  /** The count in words, with its share where that says something. */
  readonly text: string;
  /** More about the label, such as a code's description. */
  readonly detail?: string;
  /** Whether the list of rows is filtered by this bar. */
  readonly isPicked: boolean;
}

/** A picture of counts, with its numbers as a table. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** `bars`: one row a bar. `steps`: a histogram, whose bars stand side by side in their order. */
  readonly kind: 'bars' | 'steps';
  /** The heads of the table's two columns. */
  readonly labelHead: string;
  readonly countHead: string;
  readonly bars: readonly Bar[];
}

/** A field of the filter. `percent`: a number from 0 to 100, as text; empty when it is not set. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly kind: 'text' | 'choice' | 'percent';
  readonly value: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** A column of the rows. `sorted` is absent when the rows cannot be sorted by it. */
export interface Column {
  readonly id: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** Its share of the width. */
  readonly width: number;
  readonly sorted?: 'ascending' | 'descending' | 'none';
}

/** One cell a column. */
export interface Row {
  /** Identifies the row in `open`. */
  readonly key: number;
  readonly cells: readonly string[];
  /** Whether something is wrong with it: shown as an icon with this text. */
  readonly problem?: string;
}

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly isPrimary: boolean;
}

/** What is going on, or what stands in the way, with what can be done. */
export interface Status {
  readonly text: string;
  readonly sort: 'busy' | 'problem' | 'note';
  /** From 0 to 1; absent when it is not known. */
  readonly progress?: number;
  readonly actions: readonly Action[];
}

/** Everything on the page but the rows, which it asks for as they come into view. */
export interface Page {
  /** Changes when rows may have changed: then those in view are asked for again. */
  readonly revision: number;
  readonly title: string;
  /** Names and values below the title. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly statuses: readonly Status[];
  readonly actions: readonly Action[];
  readonly tiles: readonly Tile[];
  readonly charts: readonly Chart[];
  readonly fields: readonly Field[];
  /** Whether a field is set, so that the filter can be cleared. */
  readonly isFiltered: boolean;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** How many rows there are, in words. */
  readonly rowsText: string;
  /** Shown instead of the rows when there are none. */
  readonly emptyText: string;
}

/** The page's own texts. */
export type PageWord =
  | 'filter'
  | 'clearFilter'
  | 'showTable'
  | 'hideTable'
  | 'rows'
  | 'loading'
  | 'all'
  | 'summary'
  | 'open';

export type ToPage =
  | { readonly type: 'words'; readonly words: Readonly<Record<PageWord, string>> }
  | { readonly type: 'show'; readonly page: Page }
  /** The answer to `rows`; fewer than asked for when the list is shorter. */
  | { readonly type: 'rows'; readonly id: number; readonly first: number; readonly rows: readonly Row[] };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'field'; readonly id: string; readonly value: string }
  | { readonly type: 'clearFilter' }
  | { readonly type: 'sort'; readonly column: string }
  | { readonly type: 'pick'; readonly chart: string; readonly bar: number }
  | { readonly type: 'action'; readonly id: string }
  | { readonly type: 'rows'; readonly id: number; readonly first: number; readonly count: number }
  | { readonly type: 'open'; readonly key: number };
