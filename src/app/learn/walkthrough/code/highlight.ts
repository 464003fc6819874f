import ts from 'typescript';
import type { Token } from './excerpt.js';

/** The lines of a TypeScript or JSON file, each as its tokens. Uses the compiler's own parser. */
export function highlight(file: string, text: string): Token[][] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const kinds = new Array<Token[0]>(text.length).fill('');
  const paint = (kind: Token[0], from: number, to: number): void => void kinds.fill(kind, from, to);
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) paint('c', range.pos, range.end);
    const children = node.getChildren(source);
    if (children.length === 0) paint(kindOf(node), node.getStart(source), node.end);
    for (const child of children) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(source);

  let start = 0;
  return text.split('\n').map((line) => {
    const tokens: Token[] = [];
    for (let index = 0; index < line.length; index++) {
      const kind = kinds[start + index]!;
      const last = tokens.at(-1);
      if (last?.[0] === kind) last[1] += line[index]!;
      else tokens.push([kind, line[index]!]);
    }
    start += line.length + 1;
    return tokens;
  });
}

function kindOf({ kind }: ts.Node): Token[0] {
  switch (kind) {
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateHead:
    case ts.SyntaxKind.TemplateMiddle:
    case ts.SyntaxKind.TemplateTail:
    case ts.SyntaxKind.RegularExpressionLiteral:
      return 's';
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return 'n';
    default:
      return kind >= ts.SyntaxKind.FirstKeyword && kind <= ts.SyntaxKind.LastKeyword ? 'k' : '';
  }
}
