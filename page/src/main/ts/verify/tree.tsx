/** The way from the record's leaf to the signed root, drawn. */
import { useWords } from "../shell/i18n.js";
import { Hash } from "../shell/parts.js";
import type { Contents, Tree } from "./report.js";
import { words } from "./words.js";

const WIDTH = 340;
const ROW = 54;
const BOX = { width: 112, height: 30 };
const CENTRE = WIDTH / 2;
const ASIDE = 112;

/** @param ofRow whether the leaf's entry commits to the row that the file holds */
export function PathPicture({ contents, ofRow }: { contents: Contents; ofRow: boolean }) {
  const w = useWords(words);
  const { tree, count } = contents;
  if (tree === undefined) return <p>{count > 1 ? w.treeOfSet(count) : w.noTree}</p>;
  const holds = tree.reached === tree.root;
  return (
    <>
      <p>{w.treeWord(String(tree.index), tree.size.toLocaleString("en"), tree.steps.length)}</p>
      <Picture tree={tree} ofRow={ofRow} label={w.treeLabel(tree.steps.length, String(tree.index), holds ? w.treeHolds : w.treeFails)} />
      <p class={holds && ofRow ? "tree-end good" : "tree-end bad"}>{!holds ? w.treeFails : ofRow ? w.treeHolds : w.treeOfAnotherRow}</p>
      <details>
        <summary>{w.treeText}</summary>
        <ol class="steps">
          <li>
            {w.leaf} <Hash value={tree.leaf} />
          </li>
          {tree.steps.map((step, i) => (
            <li key={i}>
              {step.isLeft ? w.siblingLeft : w.siblingRight} <Hash value={step.sibling} /> → <Hash value={step.parent} />
            </li>
          ))}
          <li>
            {w.root} <Hash value={tree.root} />
          </li>
        </ol>
      </details>
    </>
  );
}

/** From the root at the top to the leaf at the bottom; siblings stand where they are in the tree. */
function Picture({ tree, ofRow, label }: { tree: Tree; ofRow: boolean; label: string }) {
  const w = useWords(words);
  const levels = tree.steps.length;
  const height = levels * ROW + BOX.height + 46;
  const y = (level: number) => height - 24 - BOX.height / 2 - level * ROW;
  const holds = tree.reached === tree.root;
  const ways = [tree.leaf, ...tree.steps.map((step) => step.parent)];
  return (
    <svg class="tree" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      {tree.steps.map((step, i) => {
        const x = step.isLeft ? CENTRE - ASIDE : CENTRE + ASIDE;
        const join = y(i + 1) + BOX.height / 2;
        return (
          <g key={i}>
            <path class="branch" d={`M${x} ${y(i) - BOX.height / 2} C${x} ${join + 6} ${CENTRE} ${y(i) - BOX.height / 2 - 4} ${CENTRE} ${join}`} />
            <path class="way" d={`M${CENTRE} ${y(i) - BOX.height / 2} V${join}`} />
          </g>
        );
      })}
      {tree.steps.map((step, i) => (
        <Node key={i} x={step.isLeft ? CENTRE - ASIDE : CENTRE + ASIDE} y={y(i)} text={step.sibling} kind="sibling" />
      ))}
      {ways.map((hash, i) => (
        <Node key={i} x={CENTRE} y={y(i)} text={hash} kind={i === 0 ? (ofRow ? "leaf" : "wrong") : i < levels ? "node" : holds ? "root" : "wrong"} />
      ))}
      <text class="tree-label" x={CENTRE} y={height - 5} text-anchor="middle">
        {w.leafNumber(String(tree.index))}
      </text>
      <text class="tree-label" x={CENTRE} y={13} text-anchor="middle">
        {w.rootOf(tree.size.toLocaleString("en"))}
      </text>
    </svg>
  );
}

function Node({ x, y, text, kind }: { x: number; y: number; text: string; kind: string }) {
  return (
    <g class={`node ${kind}`}>
      <title>{text}</title>
      <rect x={x - BOX.width / 2 + (kind === "sibling" ? 8 : 0)} y={y - BOX.height / 2} width={BOX.width - (kind === "sibling" ? 16 : 0)} height={BOX.height} rx={8} />
      <text x={x} y={y + 4} text-anchor="middle">
        {`${text.slice(0, 10)}…`}
      </text>
    </g>
  );
}
