"""Pictures of maps with very many faint ways are drawn in bounded time."""

from sojourn.render.export import without_layers


def test_only_where_there_are_very_many_is_each_thing_faint_by_itself():
    way = '<g opacity=".34"><path d="M0 0"/></g>'
    assert without_layers(way * 100) == way * 100
    assert (
        without_layers(way * 101) == '<g fill-opacity=".34" stroke-opacity=".34"><path d="M0 0"/></g>' * 101
    )
