#!/bin/sh
# Makes static/vendor/ again from the locked npm packages. See README.md beside this file.
set -eu
cd "$(dirname "$0")"
to=../../static/vendor
node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules \
  govuk-frontend.scss "$to/govuk-frontend.min.css"
# The source map is not shipped, so its address is taken off the end.
sed 's|//# sourceMappingURL=.*$||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$to/govuk-frontend.min.js"
if grep -lE 'GDS Transport|crest|url\(|sourceMappingURL' "$to"/*.css "$to"/*.js; then
  echo "vendor: the files above still name the GOV.UK typeface, its crest, another file or a source map" >&2
  exit 1
fi
