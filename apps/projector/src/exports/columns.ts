/** `amount`: integers and decimals of any size, as text; times are RFC 3339 text, which is exact, too. */
export type ColumnType = 'text' | 'amount' | 'integer' | 'number' | 'boolean';
export type Cell = string | number | boolean | null;

export interface Column<R> {
  readonly name: string;
  readonly type: ColumnType;
  readonly of: (row: R) => Cell;
}

export const textColumn = <R>(name: string, of: Column<R>['of']): Column<R> => ({ name, type: 'text', of });
export const amountColumn = <R>(name: string, of: Column<R>['of']): Column<R> => ({ name, type: 'amount', of });
export const integerColumn = <R>(name: string, of: Column<R>['of']): Column<R> => ({ name, type: 'integer', of });
export const numberColumn = <R>(name: string, of: Column<R>['of']): Column<R> => ({ name, type: 'number', of });
export const booleanColumn = <R>(name: string, of: Column<R>['of']): Column<R> => ({ name, type: 'boolean', of });
