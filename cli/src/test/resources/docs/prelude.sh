# What blocks of the documentation need beside their commands; read by DocsRunTest.

# $1: name of a text in the JSON document that comes in
field() {
    grep -o "\"$1\":\"[^\"]*" | sed -n '1s/.*"//p'
}

# Starts a server, on any free port; ADDRESS is its page's.
start() {
    : >served
    "$@" --port 0 >>served &
    server=$!
    until grep -q '^page ' served; do
        kill -0 "$server"
        sleep 0.1
    done
    ADDRESS=$(sed -n 's|^page *\(.*\)/$|\1|p' served)
    cat served
}

# Runs a server as long as its page and its health are asked for.
serving() {
    start "$@"
    curl "$ADDRESS/" | grep -q '<title>'
    curl "$ADDRESS/health"
    kill "$server"
    wait "$server" || [ $? = 143 ]
}

# Asks the server as the person who has signed in. $1: method, $2: path, $3: document
ask() {
    curl -b jar -c jar -H "X-CSRF-Token: ${CSRF:-}" -H 'Content-Type: application/json' -X "$1" -d "$3" "$ADDRESS/api/$2"
}

# Signs in with the one-time password $2 and changes it to $PASSWORD, as the page has people do.
enter() {
    CSRF=$(ask POST session "{\"name\":\"$1\",\"password\":\"$2\"}" | field csrf)
    CSRF=$(ask PUT session/password "{\"old\":\"$2\",\"password\":\"$PASSWORD\"}" | field csrf)
}

# Starts a server that has the account "reader" with $PASSWORD.
account() {
    start ./delineate serve
    trap 'kill $server' EXIT
    PASSWORD='a password of some words'
    enter admin "$(sed -n 's/^one-time password *//p' served)"
    enter reader "$(ask POST accounts '{"name":"reader","role":"clinician"}' | field oneTimePassword)"
}
