import { TokenKind, Tokenizer, type Token } from 'liquidjs';

const joining = ['and', 'or'];

/**
 * What liquidjs would pass over in silence: words that are left over, two values side by side, a lone text or number
 * beside `and` and `or`, which is always true. null: it is a condition as far as its form goes.
 */
export function conditionFault(expression: string): string | null {
  const tokenizer = new Tokenizer(expression);
  const tokens = [...tokenizer.readExpressionTokens()];
  const rest = tokenizer.remaining().trim();
  if (rest !== '') return `\`${rest}\` belongs to nothing`;
  let comparison: Token[] = [];
  const comparisons = [comparison];
  for (const token of tokens) {
    if (joining.includes(token.getText())) comparisons.push((comparison = []));
    else if (token.getText() !== 'not') comparison.push(token);
  }
  for (const [left, operator, right, more] of comparisons) {
    if (left === undefined || isOperator(left)) return 'something is missing';
    if (operator === undefined) {
      if (isLiteral(left)) return `\`${left.getText()}\` is compared with nothing`;
    } else if (!isOperator(operator)) {
      return `nothing stands between \`${left.getText()}\` and \`${operator.getText()}\``;
    } else if (right === undefined || isOperator(right)) {
      return `nothing stands after \`${operator.getText()}\``;
    } else if (more !== undefined) {
      return `\`${more.getText()}\` belongs to nothing`;
    }
  }
  return null;
}

function isOperator({ kind }: Token): boolean {
  return kind === TokenKind.Operator;
}

function isLiteral({ kind }: Token): boolean {
  return [TokenKind.Literal, TokenKind.Number, TokenKind.Quoted, TokenKind.Range].includes(kind);
}
