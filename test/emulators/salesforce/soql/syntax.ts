/** A place in the text of a query: the offset of its first character. */
export type At = number;

export interface Path {
  kind: 'path';
  names: string[];
  at: At;
}

/** `COUNT(Id)`, `CALENDAR_YEAR(CreatedDate)`, `toLabel(Status)`; no argument in `COUNT()`. */
export interface Call {
  kind: 'call';
  name: string;
  argument?: Path | Call;
  at: At;
}

export type Operand = Path | Call;

export type SelectItem =
  | {kind: 'operand'; operand: Operand; alias?: string; at: At}
  | {kind: 'query'; query: Query; at: At}
  | {kind: 'fields'; which: 'ALL' | 'STANDARD' | 'CUSTOM'; at: At};

export type Literal =
  | {kind: 'string' | 'date' | 'datetime' | 'word'; text: string; at: At}
  | {kind: 'number'; value: number; at: At}
  | {kind: 'boolean'; value: boolean; at: At}
  | {kind: 'null'; at: At};

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';

export type Condition =
  | {kind: 'and'; parts: Condition[]}
  | {kind: 'or'; parts: Condition[]}
  | {kind: 'not'; part: Condition}
  | {kind: 'compare'; operand: Operand; operator: Comparison; value: Literal; at: At}
  | {kind: 'in'; operand: Operand; not: boolean; values: Literal[]; at: At}
  | {kind: 'in-query'; operand: Operand; not: boolean; query: Query; at: At}
  | {kind: 'includes'; operand: Operand; not: boolean; values: Literal[]; at: At};

export interface OrderItem {
  operand: Operand;
  descending: boolean;
  nullsLast: boolean;
}

export interface Query {
  text: string;
  select: SelectItem[];
  from: {name: string; alias?: string; at: At};
  where?: Condition;
  groupBy: Operand[];
  having?: Condition;
  orderBy: OrderItem[];
  limit?: number;
  offset?: number;
  allRows: boolean;
}
