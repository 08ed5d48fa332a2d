# What `run` checks of the started stack besides the submissions.

check_doctor() {
    docker compose exec -T worker-interactive grader doctor | tee "$WORK/doctor.txt"
    grep -q '^Submissions run in the warm jail' "$WORK/doctor.txt" || fail "no warm jail in a worker's container"
}

check_attacks() {
    docker compose exec -T worker-interactive grader doctor --attack | tee "$WORK/attacks.txt"
}

# The secrets are readable for their owner only, and neither in an image nor in the environment of a container.
check_secrets() {
    local service name
    for service in web worker-interactive; do
        for name in database_url secret_key; do
            [ "$(docker compose exec -T "$service" stat -Lc %a "/run/secrets/$name")" = 400 ] || fail "mode of $name in $service"
        done
        ! docker compose exec -T "$service" env | grep -qF -f "$CHECKOUT/docker/secrets/secret_key" || fail "secret_key in $service"
    done
    local image
    for image in web worker proxy; do
        [ -z "$(docker run --rm --user 0 --network none --entrypoint find "nn-grader-$image" / -xdev -name secret_key)" ] \
            || fail "secrets in nn-grader-$image"
    done
    say "secrets: mode 400, in no image and no environment"
}

check_demo_is_off() {
    docker compose exec -T web test ! -e /var/lib/grader/demo.json || fail "the demo course is on"
    say "demo: off"
}

# With a site name the proxy serves HTTPS and redirects to it. For `localhost` it makes a certificate of its own.
check_tls() {
    local address=127.0.0.1 container headers
    container=$(docker run --detach --network "${COMPOSE_PROJECT_NAME}_default" --env PROXY_SITE=localhost \
        --publish "$address:$((PORT + 2)):8080" --publish "$address:$((PORT + 3)):8443" \
        --cap-drop ALL --security-opt no-new-privileges:true nn-grader-proxy)
    headers=$(curl -ksi --retry 10 --retry-all-errors --retry-delay 1 "https://localhost:$((PORT + 3))/readyz" || true)
    headers+=$(curl -si "http://localhost:$((PORT + 2))/readyz" || true)
    docker rm --force "$container" >/dev/null
    grep -qi '^strict-transport-security:' <<< "$headers" || fail "no HTTPS"
    grep -q '^Location: https://localhost/readyz' <<< "$headers" || fail "no redirect to HTTPS"
    say "TLS: HTTPS is served, and HTTP leads to it"
}

# The security options of the workers in docker-compose.yml; without each of them in turn.
OPTIONS=(
    --cap-drop=ALL
    --security-opt=no-new-privileges:true
    --security-opt=systempaths=unconfined
    "--security-opt=seccomp=$CHECKOUT/docker/seccomp.json"
    --security-opt=apparmor=unconfined
)

check_options() {
    local left_out option kept result
    printf '| left out | grader doctor |\n| --- | --- |\n'
    for left_out in nothing "${OPTIONS[@]}"; do
        kept=()
        for option in "${OPTIONS[@]}"; do
            [ "$option" = "$left_out" ] || kept+=("$option")
        done
        result=$(docker run --rm --network none --env GRADER_MNIST_DOWNLOAD=no "${kept[@]}" nn-grader-worker grader doctor || true)
        left_out=${left_out##*security-opt=}
        printf '| %s | %s |\n' "${left_out/"$CHECKOUT"\//}" "$(tail -1 <<< "$result")"
    done
}

fail() {
    say "FAILED: $*"
    return 1
}
