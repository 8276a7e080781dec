// The messages between a page with a list and the extension. The page knows nothing of jobs: it shows what it is sent, and
// says what the user did. All texts are localized and fit to be shown.

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

/** A column of a table. `chars`: about how many characters its cells have, which makes its width. */
export interface GridColumn {
  readonly id: string;
  readonly label: string;
  readonly isNumber: boolean;
  readonly chars: number;
  readonly sorted?: 'ascending' | 'descending' | 'none';
}

/** A table of any width and length, in place of `columns`: only what is in view is drawn. */
export interface Grid {
  readonly columns: readonly GridColumn[];
  /** Whether the first column names the row, and stays in view. */
  readonly isNamed: boolean;
  /** The label of the button that opens a row; absent if rows cannot be opened. */
  readonly open?: string;
}
/** The signs that rows can have. */
export type Mark = 'waiting' | 'held' | 'running' | 'succeeded' | 'failed' | 'ended';

/** One cell a column. */
export interface Row {
  /** Identifies the row in other messages; it stays the same when the list changes. */
  readonly key: string;
  readonly cells: readonly string[];
  /** Whether something is wrong with it: shown as an icon with this text. */
  readonly problem?: string;
  /** Shown before the name; a cell says the same in words. */
  readonly mark?: Mark;
  /** The ids of the row actions that can be done with it. */
  readonly actions?: readonly string[];
  /** Only in a table: what is to be noted of the row, as that its cells differ. */
  readonly note?: string;
}

/** What can be done with the selected rows. */
export interface RowAction {
  readonly id: string;
  readonly label: string;
  /** The key that does it, as in `KeyboardEvent.key`. */
  readonly key?: string;
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
  /** Changes when rows may have changed: then those in view are asked for again. Rows that are only added change nothing. */
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
  readonly grid?: Grid;
  readonly rowCount: number;
  /** How many rows there are, in words. */
  readonly rowsText: string;
  /** Shown instead of the rows when there are none. */
  readonly emptyText: string;
  /** Absent when rows cannot be selected. */
  readonly rowActions?: readonly RowAction[];
}

/** The page's own texts. `selected`: how many rows are selected, as a plural. */
export type PageWord =
  | 'filter'
  | 'clearFilter'
  | 'showTable'
  | 'hideTable'
  | 'rows'
  | 'loading'
  | 'all'
  | 'summary'
  | 'open'
  | 'selected'
  | 'copyCell'
  | 'copyRow'
  | 'empty';

export type ToPage =
  /** `subject`: what the page is kept with, so that it can be restored; absent when it is not. */
  | { readonly type: 'words'; readonly words: Readonly<Record<PageWord, string>>; readonly subject?: string }
  | { readonly type: 'show'; readonly page: Page }
  /** The answer to `rows`; fewer than asked for when the list is shorter. */
  | { readonly type: 'rows'; readonly id: number; readonly first: number; readonly rows: readonly Row[] }
  /** The answer to `keys`; fewer than asked for when the list is shorter. */
  | { readonly type: 'keys'; readonly id: number; readonly keys: readonly string[] };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'field'; readonly id: string; readonly value: string }
  | { readonly type: 'clearFilter' }
  | { readonly type: 'sort'; readonly column: string }
  | { readonly type: 'pick'; readonly chart: string; readonly bar: number }
  | { readonly type: 'action'; readonly id: string }
  | { readonly type: 'rows'; readonly id: number; readonly first: number; readonly count: number }
  | { readonly type: 'open'; readonly key: string }
  /** Asks for the keys of rows that are being selected. */
  | { readonly type: 'keys'; readonly id: number; readonly first: number; readonly count: number }
  | { readonly type: 'rowAction'; readonly id: string; readonly keys: readonly string[] }
  /** Copies a cell of a row, or the whole row. */
  | { readonly type: 'copyCell'; readonly key: string; readonly column: string }
  | { readonly type: 'copyRow'; readonly key: string };
