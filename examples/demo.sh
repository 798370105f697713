#!/bin/sh
# From nothing to crowded segments and likely acquirers. `make demo` installs tarpit and runs this.
set -eu
cd "$(dirname "$0")/.."
tarpit=.venv/bin/tarpit
mkdir -p demo

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }

say "1. A real Neo4j on this machine"
"$tarpit" db start

say "2. Loading 89 dated notes on real events, 60 deals, 25 rounds, prices, the built-in landscape and 5,600 dated facts of Git histories"
"$tarpit" load --builtin --evidence examples/briefs examples/*.csv

say "3. Which segments are crowded?"
"$tarpit" report crowding --top 12

say "4. Who is likely to buy whom, and why?"
for company in Pinecone "Arize AI" Anysphere; do
    "$tarpit" report acquirers "$company" --top 3
done

say "5. Every number leads back to sentences: what became of OpenAI and Windsurf?"
fact=$("$tarpit" query unconfirmed-deals --company Windsurf --format csv | sed -n 's/.*\(fact:[0-9a-f]*\).*/\1/p' | head -n 1)
"$tarpit" why "$fact"

say "6. Do rivals ship the same features within three months? Do prices fall?"
"$tarpit" report copying
"$tarpit" report prices --top 6

say "7. The thesis, claim by claim"
"$tarpit" report thesis

"$tarpit" report landscape --output demo/landscape.html
"$tarpit" export demo/databricks.html --company Databricks

say "Where to look next"
cat <<END
  demo/landscape.html     the landscape as a page: every mark opens the sentences behind it
  demo/databricks.html    the graph around Databricks, to explore
  $tarpit query --list    more questions; each is a file in queries/ that pastes into Neo4j Browser
  $tarpit browser         Neo4j Browser with a guide through the thesis, our style and all questions
  $tarpit load PATH…      your own notes, pages and landscape files
  $tarpit db stop         stop Neo4j; the data stays
Neo4j Browser:
END
"$tarpit" db browser --no-open | sed 's/^/  /'
