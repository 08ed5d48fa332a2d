# The external grader of Open edX (docker/xqueue.yml) against edx-submissions, for `run`. The server comes from the folder
# $LMS; see `make test-lms` in CONTRIBUTING.md.

XQUEUE_PORT=18040
XQUEUE_SECONDS=300

xqueue() {
    [ -x "$LMS/xqueue_end/serve.sh" ] || fail "LMS: there is no XQueue server in $LMS"
    printf %s grader-password > "$CHECKOUT/docker/secrets/xqueue_password"
    "$CHECKOUT/docker/make-secrets"
    export XQUEUE_URL=http://127.0.0.1:$XQUEUE_PORT XQUEUE_QUEUE=fault-test XQUEUE_USER=grader
    export COMPOSE_FILE=$CHECKOUT/docker-compose.yml:$CHECKOUT/docker/xqueue.yml
    docker compose up --detach --no-recreate xqueue
    local client server
    client=$(docker compose ps --quiet xqueue)
    # The server answers on 127.0.0.1 only, so it shares the network of the container that talks to it.
    server=$(docker run --detach --user 0 --network "container:$client" --volume "$LMS:/lms:ro" \
        --env PYTHONDONTWRITEBYTECODE=1 --env XQUEUE_END_STATE=/tmp/state \
        --entrypoint /lms/xqueue_end/serve.sh nn-grader-web "$XQUEUE_PORT")
    if ! check_xqueue "$client" "$server"; then
        docker logs --tail 20 "$server" >&2
        docker logs --tail 20 "$client" >&2
        docker rm --force "$server" >/dev/null
        fail "the external grader of Open edX"
    fi
    docker rm --force "$server" >/dev/null
    docker compose rm --stop --force xqueue >/dev/null
}

# A right and a wrong submission are answered with the scores that they must get.
check_xqueue() {
    local client=$1 server=$2 samples=$CHECKOUT/testcases/relu_der/submissions
    wait_for 'the XQueue server' docker exec "$server" bash -c ": > /dev/tcp/127.0.0.1/$XQUEUE_PORT" || return
    xqueue_submit "$server" right "$samples/accepted/boolean_index.py" || return
    xqueue_submit "$server" wrong "$samples/wrong_answer/times_relu.py" || return
    wait_for 'an answer to each submission' all_retired "$server" || return
    docker exec "$server" /lms/xqueue_end/do.sh state.py | python3 -c '
import json, sys
rows = {row["student"]: row for row in map(json.loads, sys.stdin)}
for student, row in rows.items():
    print("Open edX,", student, "submission:", row["state"], row["score"], "of", row["of"])
sys.exit(not (rows["right"]["score"] == 15 and rows["wrong"]["score"] < 15))'
    wait_for 'the health check' is_healthy "$client"
}

xqueue_submit() {
    docker exec --interactive "$1" /lms/xqueue_end/do.sh put_submission.py "$XQUEUE_QUEUE" --grader relu_der --answer - \
        --student "$2" --max 15 < "$3" >/dev/null 2>&1
}

all_retired() {
    local states
    states=$(docker exec "$1" /lms/xqueue_end/do.sh state.py) && ! grep -vq '"state": "retired"' <<< "$states"
}

is_healthy() {
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = healthy ]
}

wait_for() {
    local what=$1 i
    shift
    for i in $(seq "$XQUEUE_SECONDS"); do
        "$@" >/dev/null 2>&1 && return
        sleep 1
    done
    say "$what: nothing after $i seconds"
    return 1
}
