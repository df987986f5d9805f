import { CST, Lexer } from 'yaml';

/** People stay below a tenth of these. */
const maxFlow = 64;
const maxColumn = 200;
/** Brackets that close nothing, signs with nothing between them: each costs the parser an error. */
const maxStrays = 40;

/**
 * Whether YAML nests deeper than anybody writes, or is none by far. Asked of its words before it is parsed: the parser
 * calls itself for each level, and where the stack ends inside of a regular expression, V8 ends the process.
 */
export function isTooDeep(text: string): boolean {
  const open: string[] = [];
  let column = 0;
  let leading = true;
  let strays = 0;
  let run = 0;
  for (const word of new Lexer().lex(text)) {
    switch (CST.tokenType(word)) {
      case 'newline':
        column = 0;
        run = 0;
        leading = true;
        break;
      case 'space':
        if (leading) column += word.length;
        break;
      case 'flow-map-start':
      case 'flow-seq-start':
        open.push(word === '{' ? '}' : ']');
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        if (open.pop() !== word) strays++;
        break;
      case 'seq-item-ind':
      case 'explicit-key-ind':
      case 'map-value-ind':
        // A level of a block needs a column of its own; inside brackets colons stand side by side.
        if (open.length === 0) column += 2;
        run++;
        break;
      case 'anchor':
      case 'tag':
        run++;
        break;
      default:
        run = 0;
        leading = false;
    }
    if (open.length > maxFlow || column > maxColumn || strays + run > maxStrays) return true;
  }
  return false;
}
