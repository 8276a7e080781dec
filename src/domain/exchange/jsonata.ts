// Reads expressions of JSONata as far as they put texts together; nothing is evaluated.

/** A part of a text: characters, or an expression that gives some. */
export type JsonataPiece = { readonly text: string } | { readonly source: string };

const closes: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Where the operands of `&` begin and end; undefined if quotes or brackets do not fit together. */
function operandsOf(expression: string): readonly string[] | undefined {
  const operands: string[] = [];
  const open: string[] = [];
  let begin = 0;
  for (let index = 0; index < expression.length; index++) {
    const char = expression[index] ?? '';
    if (char === '"' || char === "'" || char === '`') {
      for (index++; expression[index] !== char; index++) {
        if (index >= expression.length) return undefined;
        if (expression[index] === '\\' && char !== '`') index++;
      }
    } else if (closes[char] !== undefined) open.push(closes[char]);
    else if (/[)\]}]/.test(char)) {
      if (open.pop() !== char) return undefined;
    } else if (char === '&' && open.length === 0) {
      operands.push(expression.slice(begin, index));
      begin = index + 1;
    }
  }
  return open.length > 0 ? undefined : [...operands, expression.slice(begin)];
}

/** Returns the text of a literal; undefined for any other expression. */
function literal(operand: string): string | undefined {
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')$/s.exec(operand) ?? [];
  const inner = double ?? single?.replaceAll(/\\.|"/gs, found => (found === '"' ? '\\"' : found));
  if (inner === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(`"${inner}"`);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined; // an escape that JSONata does not have either
  }
}

/** A lower operator than `&` around it makes an operand mean something else: `a & b = c`. */
const lower = /(?:^|[^<>!:])=|[<>?]|:=|~>|\b(?:and|or|in)\b/;

/** Returns the parts of an expression in their order; one with the whole expression if it puts no texts together. */
export function jsonataPieces(expression: string): readonly JsonataPiece[] {
  const whole = [{ source: expression.trim() }];
  const operands = operandsOf(expression)?.map(each => each.trim());
  if (operands === undefined || operands.includes('')) return whole;
  const pieces = operands.map((source): JsonataPiece => {
    const text = literal(source);
    return text === undefined ? { source } : { text };
  });
  return pieces.some(piece => 'source' in piece && pieces.length > 1 && lower.test(piece.source)) ? whole : pieces;
}
