import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The users of a Zammad, in Lucene, as Elasticsearch keeps and asks them for Zammad.
 *
 * A text is indexed twice, by the standard analyser and whole as FIELD.keyword; a truth value as T or F. A query is what
 * Elasticsearch's query_string takes, with Zammad's options: AND between terms, wildcards at the beginning. Elasticsearch's own
 * bounds of a regular expression hold: 1,000 characters, 10,000 states.
 *
 * It reads lines of words with one blank between, texts in Base64, and answers each with one line:
 * "user INDEX ID FIELD TEXT ..." with "ok"; "search INDEX QUERY LIMIT OFFSET" with "ok ID ...", or "error" where Elasticsearch
 * refuses the query.
 */
final class UserIndex {
    private static final Set<String> TEXTS =
        Set.of("login", "firstname", "lastname", "email", "phone", "mobile", "fax", "organization", "department", "city");
    private static final String FLAG = "active";
    private static final int LONGEST_EXPRESSION = 1_000;

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final Analyzer analyzer = new PerFieldAnalyzerWrapper(new KeywordAnalyzer(), analyzers());
    private final IndexWriter writer;

    private UserIndex() throws IOException {
        this.writer = new IndexWriter(this.directory, new IndexWriterConfig(this.analyzer));
        this.writer.commit();
    }

    private static Map<String, Analyzer> analyzers() {
        Map<String, Analyzer> analyzers = new HashMap<>();
        for (String field : TEXTS) {
            analyzers.put(field, new StandardAnalyzer());
        }
        return analyzers;
    }

    private void add(String[] words) throws IOException {
        Document document = new Document();
        document.add(new StoredField("id", words[2]));
        for (int place = 3; place < words.length; place += 2) {
            String text = decoded(words[place + 1]);
            if (words[place].equals(FLAG)) {
                document.add(new StringField(FLAG, text, Field.Store.NO));
            } else {
                document.add(new TextField(words[place], text, Field.Store.NO));
                document.add(new StringField(words[place] + ".keyword", text, Field.Store.NO));
            }
        }
        this.writer.addDocument(document);
        this.writer.commit();
    }

    private String search(String text, int limit, int offset) throws IOException, ParseException {
        Query query = new QueryString(this.analyzer).parse(text);
        try (DirectoryReader reader = DirectoryReader.open(this.directory)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            ScoreDoc[] hits = searcher.search(query, limit + offset, Sort.INDEXORDER).scoreDocs;
            StringBuilder line = new StringBuilder("ok");
            for (int place = offset; place < hits.length; place++) {
                line.append(' ').append(searcher.doc(hits[place].doc).get("id"));
            }
            return line.toString();
        }
    }

    /** Elasticsearch's query_string on Lucene's own parser. */
    private static final class QueryString extends QueryParser {
        QueryString(Analyzer analyzer) {
            super(null, analyzer);
            this.setDefaultOperator(Operator.AND);
            this.setAllowLeadingWildcard(true);
        }

        @Override
        protected Query getFieldQuery(String field, String text, boolean quoted) throws ParseException {
            if (field == null) {
                return this.anywhere(text, quoted);
            }
            if (!field.equals(FLAG)) {
                return super.getFieldQuery(field, text, quoted);
            }
            if (!text.equals("true") && !text.equals("false")) {
                throw new ParseException("can't parse a boolean value");
            }
            return super.getFieldQuery(field, text.equals("true") ? "T" : "F", quoted);
        }

        private Query anywhere(String text, boolean quoted) throws ParseException {
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            for (String name : TEXTS) {
                Query query = super.getFieldQuery(name, text, quoted);
                any.add(query == null ? new MatchNoDocsQuery() : query, BooleanClause.Occur.SHOULD);
            }
            return any.build();
        }

        @Override
        protected Query getPrefixQuery(String field, String start) throws ParseException {
            if (field != null) {
                return super.getPrefixQuery(field, start);
            }
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            for (String name : TEXTS) {
                any.add(super.getPrefixQuery(name, start), BooleanClause.Occur.SHOULD);
            }
            return any.build();
        }

        @Override
        protected Query getRegexpQuery(String field, String expression) throws ParseException {
            if (expression.length() > LONGEST_EXPRESSION) {
                throw new ParseException("longer than index.max_regex_length");
            }
            return super.getRegexpQuery(field, expression);
        }
    }

    private static String decoded(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }

    private static String answer(List<UserIndex> indexes, String[] words) throws IOException {
        int number = Integer.parseInt(words[1]);
        while (indexes.size() <= number) {
            indexes.add(new UserIndex());
        }
        UserIndex index = indexes.get(number);
        if (words[0].equals("user")) {
            index.add(words);
            return "ok";
        }
        try {
            return index.search(decoded(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        } catch (ParseException | RuntimeException refused) {
            return "error";
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<UserIndex> indexes = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(indexes, line.split(" ")));
            System.out.flush();
        }
    }
}
